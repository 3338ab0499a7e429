export { decodeBundle, encodeBundle } from './bundles.ts';
export {
  type Checkpoint,
  type CheckpointFault,
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export {
  type CommitEntry,
  commitDigest,
  decodeEntry,
  encodeEntry,
  entryOf,
  type StoredCommit,
} from './commit-entry.ts';
export {
  appendHash,
  type CompactRange,
  EMPTY_RANGE,
  rootOf,
  rootOfLeaves,
} from './compact-range.ts';
export { type Ed25519Key, ed25519KeyOf, isSignedBy } from './ed25519.ts';
export { GrowingTree, type TileContent } from './growing-tree.ts';
export {
  EMPTY_ROOT,
  HASH_BYTES,
  type Hash,
  leafHash,
  nodeHash,
  rootOfData,
  sameBytes,
} from './hashing.ts';
export { addSignature, isNoteSignedBy, type Note, parseNote, signNote } from './note.ts';
export {
  cosigner,
  decodeBase64,
  isName,
  type NoteSigner,
  type NoteVerifier,
  noteSigner,
  parseVerifierKey,
  verifierKey,
  witnessKey,
} from './note-keys.ts';
export {
  consistencyRanges,
  inclusionRanges,
  isConsistent,
  isIncluded,
  type TreeHead,
} from './proofs.ts';
export { type LeafRange, nodesOf } from './ranges.ts';
export { readConsistencyProof, readInclusionProof, readRoot } from './read-proofs.ts';
export { checkReceipt, type Receipt, type ReceiptFault } from './receipt.ts';
export {
  bundlesOfTree,
  edgeTiles,
  hashesIn,
  partialFolder,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tilesOfTree,
} from './tiles.ts';
export { findLogFault, type LogFault, type ReadFile, readHashes } from './verify-log.ts';
