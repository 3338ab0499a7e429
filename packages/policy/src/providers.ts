/** What providers publish, and the limit profiles that follow from it. Reads a file, so it stands apart from the rest. */
export { providerProfiles } from './providers/profiles.ts';
export {
  type ProviderData,
  type ProviderLimit,
  parseProviderData,
  readProviderData,
} from './providers/provider-data.ts';
