/**
 * Shares of the whole load by organisation, the largest first: the k-th has a share proportional to 1 / k^exponent.
 * Exponent 0 = all alike; about 1 is what is seen of cities, sites and words.
 */
export function zipfShares(organisations: number, exponent: number): Float64Array {
  const shares = new Float64Array(organisations);
  let sum = 0;
  for (let rank = 1; rank <= organisations; rank++) {
    shares[rank - 1] = rank ** -exponent;
    sum += rank ** -exponent;
  }
  return shares.map((share) => share / sum);
}
