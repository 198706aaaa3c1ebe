package secp256k1

// scalarBaseMultNonConst computes without the table that .ci/build leaves out. Keys on this curve are not asked for, so
// nobody waits for it; one that comes all the same is computed as right as ever.
func scalarBaseMultNonConst(k *ModNScalar, result *JacobianPoint) {
	scalarBaseMultNonConstSlow(k, result)
}
