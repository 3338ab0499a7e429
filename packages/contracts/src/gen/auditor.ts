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
} from './hustings/auditor/v1/auditor_service.ts';
export {
  HistoryFormat,
  historyFormatFromJSON,
  historyFormatToJSON,
  ExportHistoryRequest,
  ExportHistoryResponse,
  HistoryProgress,
  HistorySignature,
  GetHistoryKeyRequest,
  GetHistoryKeyResponse,
  HistoryServiceDefinition,
  type HistoryServiceImplementation,
  type HistoryServiceClient,
} from './hustings/auditor/v1/history_service.ts';
