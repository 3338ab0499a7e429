import type {
  GetMessageRequest,
  GetMessageResponse,
  GetPositionsResponse,
} from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import type { Clock } from '@hustings/kernel';
import { principalOf, RpcFailure } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import type { LaneWaits } from '../app/lane-waits.ts';
import type { Position } from '../app/position.ts';
import type { Views } from '../app/views.ts';

export interface AskParts {
  /** By partition. */
  views: Map<string, Views>;
  viewsOf: (organisationId: string) => Views;
  /** Why lanes of an organisation wait, as whoever serves its gate knows. */
  waitsOf: (organisationId: string, lanes: readonly string[]) => Promise<LaneWaits>;
  positions: Map<string, Position>;
  /** Of a partition's gates that are served here. */
  rebuildsOf: (partition: string) => { rebuilds: number; closed: boolean };
  clock: Clock;
}

/** What is known of one message; of the caller's own organisation, or any for staff. */
export function getMessage(
  { views }: AskParts,
  { messageId }: GetMessageRequest,
  context: CallContext,
): GetMessageResponse {
  const principal = principalOf(context);
  const found = [...views.values()]
    .map((one) => one.history.get(messageId))
    .find((history) => history !== undefined);
  const isVisible =
    principal.organisationId === '' || principal.organisationId === found?.organisationId;
  if (!found || !isVisible) {
    throw RpcFailure.notFound(
      'MESSAGE_UNKNOWN',
      'no such message among the latest 200,000; older ones are in the log (`hustings audit`)',
    );
  }
  const { senderId, campaignId } = found;
  const steps = found.steps.map(({ atUs, step, detail, seq }) => ({
    at: timestampFromUs(atUs),
    step,
    detail,
    seq: BigInt(seq),
  }));
  return { messageId, senderId, campaignId, steps };
}

/** How far the log is applied. */
export function getPositions({ positions, rebuildsOf }: AskParts): GetPositionsResponse {
  return {
    partitions: [...positions].map(([partition, position]) => {
      const { rebuilds, closed } = rebuildsOf(partition);
      const appliedSeq = BigInt(position.applied);
      return { partition, appliedSeq, rebuilds: BigInt(rebuilds), closed };
    }),
  };
}
