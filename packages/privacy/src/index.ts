export { type AddressFault, normaliseAddress, numberCountries } from './address.ts';
export { assertCarriedOver, NotCarriedOver, ROTATION_REF } from './carried-over.ts';
export { ContentStore } from './content-store.ts';
export { forgetErased, RECIPIENT_ERASED } from './forget-erased.ts';
export { isKeyRing } from './key-ring.ts';
export type { KeyDomain } from './pseudonyms.ts';
export { type KnownRecipient, type OpenKey, RecipientKeys } from './recipient-keys.ts';
export { type RewrapProgress, rewrapKeys } from './rewrap-keys.ts';
export {
  commitmentOf,
  createContent,
  isCommittedTo,
  sealMessage,
  unsealMessage,
} from './sealing.ts';
export {
  contentSubject,
  inboundContents,
  inboundSubject,
  keptSubject,
  keySubject,
  outboundContents,
  type RecipientRef,
} from './subjects.ts';
export { createVault, type Pseudonyms, Unsealable, type Vault } from './vault.ts';
