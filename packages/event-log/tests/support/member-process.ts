import { connect } from '@nats-io/transport-node';
import { joinBarrier } from '../../src/index.ts';

/** A process of its own that joins the barrier, says so, and waits for its end. */
const [, , servers = ''] = process.argv;
await joinBarrier(await connect({ servers }), {
  service: 'dispatcher',
  id: 'doomed',
  positionOf: () => 0,
  onFenced: () => process.exit(1),
});
process.send?.('joined');
