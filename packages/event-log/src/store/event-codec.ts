import { decodeMessage, encodeMessage, type WireCodec } from '@hustings/contracts/wire';
import { type LogEntry, type NewEvent, PoisonEntry } from '../types.ts';

interface EventKind<Event> {
  eventType: string;
  encode(event: Event): Uint8Array;
  decode(data: Uint8Array): Event;
}

/**
 * How the events of an aggregate stand in the log: for each `type` of the union its name on the wire and the two
 * directions. A type that is missing, or one too many, does not compile.
 */
export type EventCodec<Event extends { type: string }> = {
  [Type in Event['type']]: EventKind<Extract<Event, { type: Type }>>;
};

/**
 * A kind of event whose fields are those of its protobuf message, beside `type`.
 *
 * @example { SenderRevoked: messageEvent('SenderRevoked', 'registry.SenderRevoked.v1', SenderRevoked) }
 */
export function messageEvent<Type extends string, Message extends object>(
  type: Type,
  eventType: string,
  message: WireCodec<Message>,
): EventKind<{ type: Type } & Message> {
  return {
    eventType,
    encode: (event) => encodeMessage(message, event),
    decode: (data) => ({ ...decodeMessage(message, data), type }),
  };
}

/** Encodes an event. */
export function encodeEvent<Event extends { type: string }>(
  codec: EventCodec<Event>,
  event: Event,
): NewEvent {
  const kind = kindsOf(codec).find(([type]) => type === event.type)?.[1];
  if (kind === undefined) throw new TypeError(`no codec for event "${event.type}"`);
  return { eventType: kind.eventType, data: kind.encode(event) };
}

/**
 * Decodes all events of an entry. Throws `PoisonEntry` for an event that the codec does not know, be it new or of a later version,
 * and for one that cannot be read.
 */
export function decodeEvents<Event extends { type: string }>(
  codec: EventCodec<Event>,
  entry: LogEntry,
): Event[] {
  const kinds = kindsOf(codec);
  return entry.commit.events.map(({ eventType, data }) => {
    const kind = kinds.find(([, { eventType: name }]) => name === eventType)?.[1];
    if (kind === undefined) throw new PoisonEntry(`unknown event type ${eventType}`);
    try {
      return kind.decode(data);
    } catch (cause) {
      throw new PoisonEntry(`cannot read ${eventType}`, { cause });
    }
  });
}

/** The kinds of a codec. The mapped type guarantees that each entry serves its own member of the union. */
function kindsOf<Event extends { type: string }>(
  codec: EventCodec<Event>,
): [string, EventKind<Event>][] {
  return Object.entries<EventKind<Event>>(codec as Record<string, EventKind<Event>>);
}
