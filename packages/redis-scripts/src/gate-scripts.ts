import { SubjectKind } from '@hustings/contracts/enforcement';
import { Decision } from '@hustings/contracts/governor';
import { assert, present } from '@hustings/kernel';
import { registryFields, subjectKey } from '@hustings/policy/gate';
import { decodeVerdicts } from './decode-verdicts.ts';
import { encodeCommit, lastNumber } from './encode-commit.ts';
import { encodeEntries } from './encode-facts.ts';
import { encodeItems } from './encode-items.ts';
import { gateKeys, metaKey, oldGateKeys } from './gate-keys.ts';
import type { Applied, Behind, Decided, GateMeta, GateScripts, Peeked } from './gate-types.ts';
import { GATE_CONSTANTS } from './lua-constants.ts';
import {
  bytesOf,
  createScript,
  listOf,
  type Reply,
  type Script,
  type ScriptCall,
  type ScriptClient,
  textOf,
} from './script.ts';
import { readScriptSources } from './script-source.ts';

/** The scripts of a folder, flattened and hashed; they can serve any number of clients. */
export type LoadedScripts = ReadonlyMap<string, Script>;

/** Fields of meta in the order of `meta.lua`. */
const META_FIELDS = ['epoch', 'ready', 'call', 'gate_seq', 'fact_seq', 'number', 'now'];

/** Beginnings of the names that `peek` completes with the ids it finds in the lanes. */
const PREFIXES = {
  organisation_subject: subjectKey(SubjectKind.SUBJECT_KIND_ORGANISATION, ''),
  sender_subject: subjectKey(SubjectKind.SUBJECT_KIND_SENDER, ''),
  sender_field: registryFields.sender(''),
};

/** Reads the gate scripts of a folder. `includes` replaces parts by name, for tests only. */
export function loadGateScripts(
  folder: string,
  includes: Record<string, string> = {},
): LoadedScripts {
  const sources = readScriptSources(folder, { constants: GATE_CONSTANTS, includes });
  return new Map(sources.map((source) => [source.name, createScript(source)]));
}

/** The gate's operations on a client. */
export function gateScripts(client: ScriptClient, scripts: LoadedScripts): GateScripts {
  const run: RunScript = (name, call) =>
    present(scripts.get(name), `there is no script ${name}`).run(client, call);
  return {
    async load() {
      for (const script of scripts.values()) await script.load(client);
    },

    async readMeta(gate) {
      const reply = await client.callBuffer('HMGET', metaKey(gate), ...META_FIELDS);
      assert(Array.isArray(reply), 'HMGET answers with a list');
      return metaOf(reply);
    },
    ...deciding(run),
    ...applying(run),
    ...rebuilding(run),
  };
}

type RunScript = (name: string, call: ScriptCall) => Promise<Reply[]>;

function deciding(run: RunScript): Pick<GateScripts, 'decide' | 'peek'> {
  return {
    async decide(gate, believed, items) {
      const { contexts, numbers, rest } = encodeItems(items);
      const { epoch, call, gateSeq, factSeq } = believed;
      const args = { epoch, call, gate_seq: gateSeq, fact_seq: factSeq, contexts, numbers };
      const reply = await run('decide', { keys: gateKeys(gate, epoch), args, rest });
      return behindOf(reply) ?? decidedOf(reply);
    },

    async peek(gate, { epoch, perSender, senders, afterSender, skip }) {
      const args = {
        epoch,
        per_sender: perSender,
        senders,
        after_sender: afterSender,
        ...PREFIXES,
      };
      const reply = await run('peek', { keys: gateKeys(gate, epoch), args, rest: [...skip] });
      return behindOf(reply) ?? peekedOf(reply);
    },
  };
}

function applying(run: RunScript): Pick<GateScripts, 'applyDecisions' | 'applyFacts'> {
  return {
    async applyDecisions(gate, epoch, commit) {
      const { event, seq } = commit;
      const args = {
        epoch,
        seq,
        expected_seq: Number(event.cut?.gateSeq ?? 0n),
        call: Number(event.call),
        decided_at: Number(event.decidedAtUs),
        number: lastNumber(event),
      };
      const keys = gateKeys(gate, epoch);
      const reply = await run('apply-decisions', { keys, args, rest: encodeCommit(commit) });
      return behindOf(reply) ?? appliedOf(reply);
    },

    async applyFacts(gate, epoch, entries) {
      const keys = gateKeys(gate, epoch);
      const reply = await run('apply-facts', {
        keys,
        args: { epoch },
        rest: encodeEntries(entries),
      });
      return behindOf(reply) ?? appliedOf(reply);
    },
  };
}

function rebuilding(run: RunScript): Pick<GateScripts, 'beginRebuild' | 'finishRebuild'> {
  return {
    async beginRebuild(gate, { observed, next }) {
      const keys = oldGateKeys(gate, observed);
      const reply = await run('begin-rebuild', { keys, args: { observed, next } });
      return behindOf(reply) ?? { outcome: 'BEGUN' };
    },

    async finishRebuild(gate, { epoch, call }) {
      const keys = gateKeys(gate, epoch);
      const reply = await run('finish-rebuild', { keys, args: { epoch, call } });
      return behindOf(reply) ?? { outcome: 'READY' };
    },
  };
}

function behindOf(reply: Reply[]): Behind | null {
  if (textOf(reply[0]) !== 'BEHIND') return null;
  return { outcome: 'BEHIND', meta: metaOf(listOf(reply[1])) };
}

function metaOf(fields: Reply[]): GateMeta | null {
  if (fields.length === 0 || fields[0] === null) return null;
  const [epoch, ready, call, gateSeq, factSeq, number, now] = fields.map(textOf);
  return {
    epoch: present(epoch, 'meta has an epoch'),
    ready: ready === '1',
    call: Number(call),
    gateSeq: Number(gateSeq),
    factSeq: Number(factSeq),
    number: Number(number),
    nowUs: Number(now),
  };
}

function decidedOf(reply: Reply[]): Decided {
  const [, call, gateSeq, factSeq, number, now, hash, packed, rules, answers, shadows] = reply;
  const firstAnswers = listOf(answers).map(textOf);
  return {
    outcome: 'DECIDED',
    call: Number(textOf(call)),
    gateSeq: Number(textOf(gateSeq)),
    factSeq: Number(textOf(factSeq)),
    number: Number(textOf(number)),
    nowUs: Number(textOf(now)),
    policyHash: textOf(hash),
    verdicts: decodeVerdicts(bytesOf(packed), { rules: listOf(rules).map(textOf), firstAnswers }),
    shadowRefusals: Object.fromEntries(pairsOf(listOf(shadows))),
  };
}

function pairsOf(flat: Reply[]): [string, number][] {
  const pairs: [string, number][] = [];
  for (let at = 0; at < flat.length; at += 2) {
    pairs.push([textOf(flat[at]), Number(textOf(flat[at + 1]))]);
  }
  return pairs;
}

function appliedOf(reply: Reply[]): Applied {
  return { outcome: textOf(reply[0]) === 'APPLIED' ? 'APPLIED' : 'SKIPPED' };
}

function peekedOf(reply: Reply[]): Peeked {
  const messages = listOf(reply[2]).map((entry) => {
    const [releases, admission] = listOf(entry);
    return { releases: Number(textOf(releases)), admission: Decision.decode(bytesOf(admission)) };
  });
  return { outcome: 'PEEKED', lastSender: textOf(reply[1]), messages };
}
