// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/bitify.circom";
include "circomlib/poseidon.circom";
include "circomlib/switcher.circom";

// The root above a leaf at `index`. The index is checked to be below 2^depth, so that each leaf has only one index.
template MerkleRoot(depth) {
    signal input leaf;
    signal input index;
    signal input siblings[depth];
    signal output root;

    component place = Num2Bits(depth);
    place.in <== index;

    component sides[depth];
    component nodes[depth];
    signal hashes[depth + 1];
    hashes[0] <== leaf;
    for (var level = 0; level < depth; level++) {
        sides[level] = Switcher();
        sides[level].sel <== place.out[level];
        sides[level].L <== hashes[level];
        sides[level].R <== siblings[level];
        nodes[level] = Poseidon(2);
        nodes[level].inputs[0] <== sides[level].outL;
        nodes[level].inputs[1] <== sides[level].outR;
        hashes[level + 1] <== nodes[level].out;
    }
    root <== hashes[depth];
}
