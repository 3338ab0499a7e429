export type { Io } from './io.ts';
export { runCli } from './program.ts';
export type { RowOutcome } from './send/answers.ts';
export { type Mailing, messageRenderer } from './send/message.ts';
export {
  BROKEN_ROW,
  countRows,
  type Recipient,
  type RowFault,
  readRecipients,
} from './send/recipients.ts';
export { type KeyScope, rowKeys } from './send/row-key.ts';
export type { SendCampaignOptions, SendClient } from './send/run.ts';
export { type SendEnd, type SendSummary, sendCampaign } from './send/send-campaign.ts';
export type { SendTally } from './send/tally.ts';
export { parseTemplates, type Templates } from './send/template.ts';
