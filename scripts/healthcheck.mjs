// Exits 0 when a service says that it is well: node scripts/healthcheck.mjs grpc|http HOST:PORT
// Plain HTTP/2 instead of a gRPC library, for it runs in every container every few seconds.
import { connect } from 'node:http2';

const TIMEOUT_MS = 2_000;

// One gRPC message (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md): a flag, four bytes of length, and
// then protobuf. An empty HealthCheckRequest asks for the server as a whole; field 1 = 1 answers SERVING.
const REQUEST = Buffer.from([0, 0, 0, 0, 0]);
const SERVING = Buffer.from([0, 0, 0, 0, 2, 0x08, 1]);

const [speaks, address = ''] = process.argv.slice(2);
const timer = setTimeout(
  () => end(`${address} did not answer within ${TIMEOUT_MS} ms`),
  TIMEOUT_MS,
);
if (speaks === 'grpc') askGrpc();
else if (speaks === 'http') await askHttp();
else end('usage: healthcheck.mjs grpc|http HOST:PORT');

function askGrpc() {
  const session = connect(`http://${address}`);
  session.on('error', (error) => end(error.message));
  const call = session.request({
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  /** @type {Buffer[]} */
  const chunks = [];
  call.on('data', (chunk) => chunks.push(chunk));
  call.on('error', (error) => end(error.message));
  call.on('end', () =>
    end(Buffer.concat(chunks).equals(SERVING) ? null : `${address} is not serving`),
  );
  call.end(REQUEST);
}

async function askHttp() {
  try {
    await fetch(`http://${address}/`);
    end(null);
  } catch (error) {
    end(`${address} does not answer: ${String(error)}`);
  }
}

/** @param {string | null} fault */
function end(fault) {
  clearTimeout(timer);
  if (fault !== null) process.stderr.write(`${fault}\n`);
  process.exit(fault === null ? 0 : 1);
}
