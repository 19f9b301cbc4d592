interface Dated {
  pack: string;
  phases: { from: string; to: string }[];
}

/** The packs whose circular runs on a day: from the first day of its phases to the last. */
export function packsOn(day: string, packs: Dated[]): string[] {
  return packs
    .filter((pack) => {
      const first = pack.phases[0]?.from ?? '';
      const last = pack.phases[pack.phases.length - 1]?.to ?? '';
      return day >= first && day <= last;
    })
    .map((pack) => pack.pack);
}
