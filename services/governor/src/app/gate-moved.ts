/** The gate is not served here, or not any more: nothing of the call was recorded, or its key tells. Ask its new owner. */
export class GateMoved extends Error {
  override readonly name = 'GateMoved';

  constructor() {
    super('the gate is served by another governor');
  }
}
