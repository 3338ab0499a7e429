import { ClassifierServiceDefinition } from '@hustings/contracts/classifier';
import { Role } from '@hustings/contracts/registry';
import { bindService, requireService, type ServiceBinding } from '@hustings/service-kit';
import type { Classifier } from '../app/classify-text.ts';
import type { ClassifierTelemetry } from '../telemetry.ts';
import { answerClassifyText } from './classify-text.ts';

/** hustings.classifier.v1.ClassifierService for services, and for staff who check a verdict. */
export function bindClassifierService(
  classifier: Classifier,
  telemetry: ClassifierTelemetry,
): ServiceBinding {
  return bindService(ClassifierServiceDefinition, {
    classifyText: async (request, context) => {
      requireService(context, Role.ROLE_OPERATOR, Role.ROLE_MODERATOR, Role.ROLE_REVIEWER);
      return answerClassifyText(classifier, telemetry, request);
    },
  });
}
