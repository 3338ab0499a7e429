/* eslint-disable */
export {
  Disposition,
  dispositionFromJSON,
  dispositionToJSON,
  CheckedLink,
  ClassifyTextRequest,
  Finding,
  ClassifyTextResponse,
  ClassifierServiceDefinition,
  type ClassifierServiceImplementation,
  type ClassifierServiceClient,
} from './hustings/classifier/v1/classifier_service.ts';
export {
  FamilyOpened,
} from './hustings/classifier/v1/events.ts';
