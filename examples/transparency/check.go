// Checks a sealed log and receipts with the code of Go's checksum database, which has no line in common with Hustings.
// See docs/transparency.md.
//
//	go run check.go KEY FOLDER [RECEIPTS]
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const bundle = 256

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = h[index]
	}
	return found, nil
}

type receipt struct {
	MessageID      string   `json:"messageId"`
	Partition      string   `json:"partition"`
	Seq            string   `json:"seq"`
	CommitDigest   string   `json:"commitDigest"`
	Decision       []byte   `json:"decision"`
	DecisionIndex  int64    `json:"decisionIndex"`
	Decisions      int64    `json:"decisions"`
	DecisionsRoot  string   `json:"decisionsRoot"`
	DecisionProof  []string `json:"decisionProof"`
	CommitProof    []string `json:"commitProof"`
	SignedByTheLog string   `json:"checkpoint"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: check KEY FOLDER [RECEIPTS]")
	}
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	signed, err := os.ReadFile(filepath.Join(os.Args[2], "checkpoint"))
	must(err)
	tree := open(string(signed), verifier)
	var stored hashes
	for index := int64(0); index < tree.N; index++ {
		more, err := tlog.StoredHashes(index, entry(os.Args[2], index, tree.N), stored)
		must(err)
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(tree.N, stored)
	must(err)
	if root != tree.Hash {
		log.Fatalf("the entries give %v, signed is %v", root, tree.Hash)
	}
	fmt.Printf("%s: %d entries give the root that was signed\n", verifier.Name(), tree.N)
	if len(os.Args) > 3 {
		checkReceipts(os.Args[3], verifier, tree, stored)
	}
}

// open gives the tree in a checkpoint that the key has signed.
func open(signed string, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("the checkpoint is of %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// entry reads one entry out of its bundle.
func entry(folder string, index int64, size int64) []byte {
	tile := tlog.Tile{H: 8, L: -1, N: index / bundle, W: bundle}
	if (tile.N+1)*bundle > size {
		tile.W = int(size % bundle)
	}
	// Go writes tile/8/data/...; C2SP tlog-tiles names the same place tile/entries/...
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(folder, path))
	must(err)
	for at := index % bundle; at > 0; at-- {
		data = data[2+binary.BigEndian.Uint16(data):]
	}
	return data[2 : 2+binary.BigEndian.Uint16(data)]
}

func checkReceipts(file string, verifier note.Verifier, latest tlog.Tree, stored hashes) {
	content, err := os.ReadFile(file)
	must(err)
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, len(content)+1)
	for lines.Scan() {
		var r receipt
		must(json.Unmarshal(lines.Bytes(), &r))
		tree := open(r.SignedByTheLog, verifier)
		seq, err := strconv.ParseInt(r.Seq, 10, 64)
		must(err)
		decision := tlog.RecordHash(r.Decision)
		must(tlog.CheckRecord(proof(r.DecisionProof), r.Decisions, hash(r.DecisionsRoot), r.DecisionIndex, decision))
		text := fmt.Sprintf("hustings-commit/v1\n%s/%d\n%s\n%d %s\n", r.Partition, seq, r.CommitDigest, r.Decisions, r.DecisionsRoot)
		must(tlog.CheckRecord(proof(r.CommitProof), tree.N, tree.Hash, seq-1, tlog.RecordHash([]byte(text))))
		consistent, err := tlog.ProveTree(latest.N, tree.N, stored)
		must(err)
		must(tlog.CheckTree(consistent, latest.N, latest.Hash, tree.N, tree.Hash))
		fmt.Printf("%s: its decision stands at %s:%d, under %d entries then and %d now\n", r.MessageID, r.Partition, seq, tree.N, latest.N)
	}
}

func proof(texts []string) []tlog.Hash {
	list := []tlog.Hash{}
	for _, text := range texts {
		list = append(list, hash(text))
	}
	return list
}

func hash(text string) (found tlog.Hash) {
	decoded, err := base64.StdEncoding.DecodeString(text)
	must(err)
	copy(found[:], decoded)
	return found
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
