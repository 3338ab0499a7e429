export { type AddressFault, normaliseAddress, numberCountries } from './address.ts';
export { ContentStore } from './content-store.ts';
export { type KnownRecipient, type OpenKey, RecipientKeys } from './recipient-keys.ts';
export {
  commitmentOf,
  createContent,
  isCommittedTo,
  sealMessage,
  unsealMessage,
} from './sealing.ts';
export { contentSubject, keySubject, type RecipientRef } from './subjects.ts';
export { createVault, type Pseudonyms, Unsealable, type Vault } from './vault.ts';
