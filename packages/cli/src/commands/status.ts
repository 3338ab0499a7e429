import type { Command } from 'commander';
import { SERVICE_NAMES, type ServiceName } from '../connection.ts';
import { ExitCode } from '../failures.ts';
import { checkHealth, checkPages } from '../health.ts';
import { paint } from '../io.ts';
import { renderTable } from '../output.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, start } from './setup.ts';

/** What is known of one service. */
interface ServiceStatus {
  service: ServiceName | 'console';
  address: string;
  healthy: boolean;
  /** "SERVING", "NOT_SERVING" or why it cannot be reached. */
  health: string;
  /** Positions in the log, where the service tells them. */
  detail: string;
}

/** `hustings status` */
export function addStatus(program: Command, setup: Setup): void {
  program
    .command('status')
    .description('health and log positions of all services; exit code 1 when one is not healthy')
    .addHelpText('after', examples('status', 'status --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const services = SERVICE_NAMES.map((name) => statusOf(session, name));
        const found = await Promise.all([...services, ...statusOfPages(session)]);
        const rows = found.map((each) => [
          each.service,
          each.address,
          paint(session.io, each.healthy ? 'green' : 'red', each.health),
          each.detail,
        ]);
        session.print(found, renderTable(['service', 'address', 'health', 'detail'], rows));
        if (found.every((each) => each.healthy)) return ExitCode.ok;
        return found.some((each) => each.healthy) ? ExitCode.refused : ExitCode.unreachable;
      }),
    );
}

async function statusOf(session: Session, service: ServiceName): Promise<ServiceStatus> {
  const address = session.connection.addressOf(service);
  const health = await checkHealth(address);
  const healthy = health === 'SERVING';
  const detail = healthy ? await detailOf(session, service).catch(() => '') : '';
  return { service, address, healthy, health, detail };
}

/** Nothing where nobody said where the pages are. */
function statusOfPages({ connection }: Session): Promise<ServiceStatus>[] {
  const address = connection.console;
  if (address === null) return [];
  const status = checkPages(address).then((health) => {
    const healthy = health === 'SERVING';
    return { service: 'console' as const, address, healthy, health, detail: '' };
  });
  return [status];
}

async function detailOf(session: Session, service: ServiceName): Promise<string> {
  if (session.connection.token === '') return '';
  if (service === 'governor') {
    const { partitions } = await session.client('governor').getPositions({});
    return partitions
      .map(
        (each) =>
          `partition ${each.partition} applied to ${each.appliedSeq}, ${each.rebuilds} rebuilds` +
          (each.closed ? ', closed' : ''),
      )
      .join('; ');
  }
  if (service === 'dispatcher') {
    const status = await session.client('dispatcher').getDispatchStatus({});
    return `read to ${status.readSeq}, ${status.open} open, ${status.uncertain} uncertain`;
  }
  return '';
}
