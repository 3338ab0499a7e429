/* eslint-disable */
export {
  ActorKind,
  actorKindFromJSON,
  actorKindToJSON,
  Commit,
  RecordedEvent,
  Actor,
  Snapshot,
  GateMarked,
} from './hustings/log/v1/commit.ts';
