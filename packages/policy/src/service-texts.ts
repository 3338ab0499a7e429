/** The texts that the system sends by itself. Reads a file, so it stands apart from the rest. */
export {
  contactOf,
  renderServiceText,
  type ServiceTextValues,
} from './service-texts/render-service-text.ts';
export {
  readServiceTexts,
  SERVICE_TEXTS,
  type ServiceTextData,
  type ServiceTextName,
  serviceTextVersion,
} from './service-texts/service-text-data.ts';
