/* eslint-disable */
export {
  DeliverVerificationCodeRequest,
  DeliverVerificationCodeResponse,
  GetDispatchStatusRequest,
  GetDispatchStatusResponse,
  DispatcherServiceDefinition,
  type DispatcherServiceImplementation,
  type DispatcherServiceClient,
} from './hustings/dispatch/v1/dispatcher_service.ts';
export {
  InboundKind,
  inboundKindFromJSON,
  inboundKindToJSON,
  ReleaseRef,
  HandOffsStarted,
  HandOffResult,
  HandOffsFinished,
  ReleasesReturned,
  DeliveriesReported,
  DeliveryReport,
  InboundReceived,
} from './hustings/dispatch/v1/events.ts';
