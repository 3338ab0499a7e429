import { DecisionTable } from '@hustings/contracts/decision-table';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { assert, present } from '@hustings/kernel';
import { applyCommits } from './apply-commits.ts';
import { decodeVerdicts } from './decode-verdicts.ts';
import { encodeCapped } from './encode-capped.ts';
import { encodeEntries } from './encode-facts.ts';
import { encodeItems } from './encode-items.ts';
import { withForecasts } from './forecasts.ts';
import { gateKeys, metaKey, oldGateKeys } from './gate-keys.ts';
import { appliedOf, behindOf, META_FIELDS, metaOf, type RunScript } from './gate-replies.ts';
import type { Decided, GateScripts } from './gate-types.ts';
import { looking } from './look-scripts.ts';
import { GATE_CONSTANTS } from './lua-constants.ts';
import { levelsCall, levelsOfReply } from './read-levels.ts';
import { recipientsCall, recipientsOfReply } from './read-recipients.ts';
import { restoreLevels } from './restore-levels.ts';
import {
  bytesOf,
  createScript,
  listOf,
  type Reply,
  type Script,
  type ScriptClient,
  textOf,
} from './script.ts';
import { readScriptSources } from './script-source.ts';
import { WindowBook } from './window-book.ts';

/** The scripts of a folder, flattened and hashed; they can serve any number of clients. */
export type LoadedScripts = ReadonlyMap<string, Script>;

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
  const book = new WindowBook();
  return {
    async load() {
      for (const script of scripts.values()) await script.load(client);
    },

    async readMeta(gate) {
      const reply = await client.callBuffer('HMGET', metaKey(gate), ...META_FIELDS);
      assert(Array.isArray(reply), 'HMGET answers with a list');
      return metaOf(reply);
    },

    async readClock(gate) {
      const reply = await run('clock', { keys: { meta: metaKey(gate) }, args: {} });
      return Number(textOf(reply[1]));
    },
    ...deciding(run, book),
    ...looking(run),
    ...reading(run),
    ...applying(run, book),
    ...rebuilding(run),
  };
}

/** A second answer can only be wrong if a window or a policy begins between two calls. */
const WINDOW_TRIES = 5;

/** The two scripts are one text, so they are asked in the same way. */
function deciding(run: RunScript, book: WindowBook): Pick<GateScripts, 'decide' | 'simulate'> {
  const deciderOf =
    (name: 'decide' | 'simulate'): GateScripts['decide'] =>
    async (gate, believed, items) => {
      const { epoch, call, gateSeq, factSeq } = believed;
      const capped = encodeCapped(items);
      const cut = { epoch, call, gate_seq: gateSeq, fact_seq: factSeq, capped };
      let moment = book.guess();
      for (let tries = 0; tries < WINDOW_TRIES; tries++) {
        const { rest, ...group } = encodeItems(items, book.at(moment));
        const args = { ...cut, ...group, windows_of: moment.policyHash };
        const reply = await run(name, { keys: gateKeys(gate, epoch), args, rest });
        if (textOf(reply[0]) !== 'WINDOWS')
          return behindOf(reply) ?? noted(book, withForecasts(book, items, decidedOf(reply)));
        moment = { nowUs: Number(textOf(reply[1])), policyHash: textOf(reply[2]) };
      }
      throw new Error('the windows of the gate change faster than they can be computed');
    };
  return { decide: deciderOf('decide'), simulate: deciderOf('simulate') };
}

function reading(run: RunScript): Pick<GateScripts, 'levels' | 'recipients'> {
  return {
    async recipients(gate, epoch, asked) {
      const reply = await run('recipients', recipientsCall(gate, epoch, asked));
      return behindOf(reply) ?? recipientsOfReply(reply);
    },

    async levels(gate, epoch, senders) {
      const reply = await run('levels', levelsCall(gate, epoch, senders));
      return behindOf(reply) ?? levelsOfReply(reply);
    },
  };
}

function noted(book: WindowBook, decided: Decided): Decided {
  const { policyHash, nowUs } = decided;
  book.note({ policyHash: book.knows(policyHash) ? policyHash : '', nowUs });
  return decided;
}

function applying(
  run: RunScript,
  book: WindowBook,
): Pick<GateScripts, 'applyDecisions' | 'applyCommits' | 'applyFacts'> {
  return {
    applyDecisions: (gate, epoch, { seq, event, data }) => {
      const table = new DecisionTable(data ?? encodeMessage(DecisionsRecorded, event));
      return applyCommits(run, { gate, epoch }, { commits: [{ seq, table }] });
    },
    applyCommits: (gate, epoch, past) => applyCommits(run, { gate, epoch }, past),

    async applyFacts(gate, { epoch, factSeq, gateSeq }, entries) {
      for (const { facts } of entries) book.learn(facts);
      const keys = gateKeys(gate, epoch);
      const reply = await run('apply-facts', {
        keys,
        args: { epoch, after_fact: factSeq, after_gate: gateSeq },
        rest: encodeEntries(entries),
      });
      return behindOf(reply) ?? appliedOf(reply);
    },
  };
}

function rebuilding(
  run: RunScript,
): Pick<GateScripts, 'beginRebuild' | 'restoreLevels' | 'finishRebuild'> {
  return {
    restoreLevels: (gate, after, levels) => restoreLevels(run, { gate, ...after }, levels),

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

function decidedOf(reply: Reply[]): Decided {
  const [, call, gateSeq, factSeq, number, now, hash, packed, rules, answers, shadows, talking] =
    reply;
  const firstAnswers = listOf(answers).map(bytesOf);
  return {
    outcome: 'DECIDED',
    call: Number(textOf(call)),
    gateSeq: Number(textOf(gateSeq)),
    factSeq: Number(textOf(factSeq)),
    number: Number(textOf(number)),
    nowUs: Number(textOf(now)),
    policyHash: textOf(hash),
    verdicts: decodeVerdicts(bytesOf(packed), { rules: listOf(rules).map(textOf), firstAnswers }),
    inConversation: listOf(talking).map((index) => Number(textOf(index))),
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
