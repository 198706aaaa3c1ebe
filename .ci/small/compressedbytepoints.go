package secp256k1

// .ci/build puts this in place of a table of 700 KB.
