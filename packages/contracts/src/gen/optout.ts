/* eslint-disable */
export {
  OptedOut,
  OptedIn,
} from './hustings/optout/v1/events.ts';
export {
  OptOutRequest,
  OptOutResponse,
  HandleReplyRequest,
  HandleReplyResponse,
  GetSuppressionRequest,
  Suppression,
  GetSuppressionResponse,
  OptOutServiceDefinition,
  type OptOutServiceImplementation,
  type OptOutServiceClient,
} from './hustings/optout/v1/optout_service.ts';
export {
  Scope,
  scopeFromJSON,
  scopeToJSON,
  Source,
  sourceFromJSON,
  sourceToJSON,
  Recognition,
  recognitionFromJSON,
  recognitionToJSON,
} from './hustings/optout/v1/types.ts';
