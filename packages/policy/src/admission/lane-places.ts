import { present } from '@hustings/kernel';

/** A place in a lane. */
export interface LanePlace {
  messageId: string;
  recipient: string;
  /** Number of the admission decision. A message that comes back stands where it stood. */
  number: number;
}

/** Places in the order of their numbers. Those before `head` are gone: a lane is emptied from its front. */
export interface LanePlaces {
  head: number;
  list: LanePlace[];
}

/** From so many gone places on they are removed, once they are more than the others: each is moved once on average. */
const COMPACT_FROM = 1_024;

/** A lane without places. */
export function emptyPlaces(): LanePlaces {
  return { head: 0, list: [] };
}

export function placesLeft({ head, list }: LanePlaces): number {
  return list.length - head;
}

/** The first places, at most `count`. */
export function firstPlaces({ head, list }: LanePlaces, count: number): LanePlace[] {
  return list.slice(head, head + count);
}

/** Puts a place where its number says. */
export function addPlace(places: LanePlaces, place: LanePlace): void {
  const { list, head } = places;
  const last = list.at(-1);
  if (list.length === head || last === undefined || last.number < place.number) list.push(place);
  else list.splice(firstNotBelow(places, place.number), 0, place);
}

/** Removes the place with this number, if there is one. */
export function removePlace(places: LanePlaces, number: number): void {
  const index = firstNotBelow(places, number);
  if (places.list[index]?.number !== number) return;
  if (index > places.head) {
    places.list.splice(index, 1);
    return;
  }
  places.head += 1;
  if (places.head < COMPACT_FROM || places.head * 2 < places.list.length) return;
  places.list = places.list.slice(places.head);
  places.head = 0;
}

function firstNotBelow({ head, list }: LanePlaces, number: number): number {
  let low = head;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (present(list[middle], 'in range').number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
