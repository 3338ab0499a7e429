import { hash } from 'node:crypto';
import { ServiceTextKind } from '@hustings/contracts/optout';
import {
  contactOf,
  readServiceTexts,
  renderServiceText,
  type ServiceTextName,
  serviceTextVersion,
} from '@hustings/policy/service-texts';
import type { DigestOfText } from '../domain/service-text-check.ts';

/** Kinds whose words follow from public facts; the others name a code. */
const NAMES: Partial<Record<ServiceTextKind, ServiceTextName>> = {
  [ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION]: 'confirmation',
  [ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL]: 'confirmation_all',
  [ServiceTextKind.SERVICE_TEXT_KIND_HELP]: 'help',
  [ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN]: 'opt_in',
  [ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL]: 'opt_in_all',
};

/** Renders service texts anew from the data that this auditor has. */
export function digestOfServiceText(): DigestOfText {
  const data = readServiceTexts();
  const version = serviceTextVersion(data);
  return ({ kind, language, templateVersion }, { organisation, hosts, senderAddress }) => {
    const name = NAMES[kind];
    if (name === undefined || templateVersion !== version) return null;
    const contact = contactOf(hosts, senderAddress);
    const text = renderServiceText(data, { name, language }, { organisation, contact, code: '' });
    return hash('sha256', text);
  };
}
