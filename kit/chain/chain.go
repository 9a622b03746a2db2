// Package chain links records so that none can be changed, removed or swapped
// without being noticed.
//
// Each chain of a shop counts 1, 2, 3 … and every record's hash covers the version,
// the previous hash, the sequence number and the record's fields, each with its
// length in front, so that moving a character between two fields shows. The record's
// owner keeps seq and hash in its own row; chain_head keeps the end.
// Personal fields enter a chain only as salted commitments, so that erasing them
// later does not break it.
//
// Table: chain_head.
package chain

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/coulisse/coulisse/kit/db"
)

// Migrations of the chain table.
//
//go:embed migrations/*.sql
var Migrations embed.FS

const version = 1

type head struct {
	Seq  int64
	Hash string
}

// Next appends to the chain and returns the record's sequence number and hash. The
// previous hash of the first record is empty.
func Next(tx *db.Tx, chain string, fields ...string) (seq int64, sum string, err error) {
	// The update comes first: it takes the row, so that two appends at READ COMMITTED
	// follow one another instead of reading the same end.
	last, err := db.One[head](tx, `
		INSERT INTO chain_head (shop_id, chain, seq, hash) VALUES ($1, $2, 1, '')
		ON CONFLICT (shop_id, chain) DO UPDATE SET seq = chain_head.seq + 1
		RETURNING seq, hash`, chain)
	if err != nil {
		return 0, "", err
	}
	sum = Hash(last.Hash, last.Seq, fields...)
	err = tx.Later(`UPDATE chain_head SET hash = $3 WHERE shop_id = $1 AND chain = $2`, chain, sum)
	return last.Seq, sum, err
}

// Head returns the last sequence number and hash; 0 and "" before the first record.
func Head(tx *db.Tx, chain string) (int64, string, error) {
	last, _, err := db.Maybe[head](tx, `SELECT seq, hash FROM chain_head WHERE shop_id = $1 AND chain = $2`, chain)
	return last.Seq, last.Hash, err
}

// Hash is what Next computed for a record; to verify, start with "" and go on with
// each record's own hash.
func Hash(previous string, seq int64, fields ...string) string {
	h := sha256.New()
	h.Write([]byte{version})
	part(h, previous)
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(seq))
	h.Write(number[:])
	binary.BigEndian.PutUint64(number[:], uint64(len(fields)))
	h.Write(number[:])
	for _, field := range fields {
		part(h, field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Commit is what stands in a chain for personal fields: whoever has the salt and the
// fields can check it, and when both are erased it tells nothing. The salt must be random
// and of the record's own.
func Commit(salt string, fields ...string) string { return Hash(salt, 0, fields...) }

func part(h hash.Hash, text string) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(text)))
	h.Write(length[:])
	h.Write([]byte(text))
}
