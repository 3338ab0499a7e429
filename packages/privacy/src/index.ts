export { type AddressFault, normaliseAddress } from './address.ts';
export { ContentStore } from './content-store.ts';
export { type OpenKey, RecipientKeys } from './recipient-keys.ts';
export {
  commitmentOf,
  createContent,
  isCommittedTo,
  sealMessage,
  unsealMessage,
} from './sealing.ts';
export { contentSubject, keySubject, type RecipientRef } from './subjects.ts';
export { createVault, Unsealable, type Vault } from './vault.ts';
