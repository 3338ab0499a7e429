/* eslint-disable */
export {
  ReplayRequest,
  ReplayResponse,
  ReplayProgress,
  Difference,
  SenderPeak,
  Finding,
  ReplayReport,
  AuditorServiceDefinition,
  type AuditorServiceImplementation,
  type AuditorServiceClient,
  type ServerStreamingMethodResult,
} from './hustings/auditor/v1/auditor_service.ts';
