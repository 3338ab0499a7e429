/** What can be wrong with a server that the project needs. */
export type ServerFaultReason =
  | 'SERVER_MISSING'
  | 'SERVER_TOO_OLD'
  | 'SERVER_MISCONFIGURED'
  | 'PORT_IN_USE'
  | 'NO_DISK_SPACE'
  | 'START_FAILED';

/** A server cannot be used. The message is one line and says what to do. */
export class ServerFault extends Error {
  override readonly name = 'ServerFault';
  readonly reason: ServerFaultReason;

  constructor(reason: ServerFaultReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
