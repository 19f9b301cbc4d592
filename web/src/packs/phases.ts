interface Dated {
  pack: string;
  phases: { from: string; to: string }[];
  extends: string[];
}

/**
 * Packs that somebody chooses, the latest circular first: an overlay comes by itself with the packs
 * that it extends.
 */
export function chosenByHand<T extends Dated>(packs: T[]): T[] {
  const first = (pack: Dated) => pack.phases[0]?.from ?? '';
  return packs
    .filter((pack) => pack.extends.length === 0)
    .sort((a, b) => first(b).localeCompare(first(a)));
}

/** The packs whose circular runs on a day: from the first day of its phases to the last. */
export function packsOn(day: string, packs: Dated[]): string[] {
  return chosenByHand(packs)
    .filter((pack) => {
      const first = pack.phases[0]?.from ?? '';
      const last = pack.phases[pack.phases.length - 1]?.to ?? '';
      return day >= first && day <= last;
    })
    .map((pack) => pack.pack);
}
