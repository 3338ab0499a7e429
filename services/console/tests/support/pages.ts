import type { Correspondent, LinkPage } from '../../src/domain/link-page.ts';

export const WHO: Correspondent = {
  organisation: 'Partido de Prueba',
  verified: true,
  contact: 'prueba.example',
  channel: 'WhatsApp',
  address: '+34600100009',
  campaign: 'Primavera',
  tools: ['Tool A'],
  language: 'es',
};

/** A link of the platform's own on which nothing stands yet. */
export function linkPage(fields: Partial<LinkPage> = {}): LinkPage {
  return {
    purpose: 'stop',
    who: WHO,
    scopes: ['organisation', 'campaign', 'sender', 'all'],
    stands: [],
    confirmed: true,
    undoToken: '',
    ...fields,
  };
}
