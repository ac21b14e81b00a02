/** The attachments of records: compact columns, sorted once they are asked for. Some 100 bytes each, their pages' addresses included. */
export interface Children {
  add(parent: number, id: number, page: string | undefined): void;
  /** In the order of their ids. */
  of(parent: number): readonly { readonly id: number; readonly page: string | undefined }[];
}

const grown = <Column extends Float64Array | Uint32Array>(column: Column, make: (length: number) => Column): Column => {
  const larger = make(column.length * 2);
  larger.set(column);
  return larger;
};

/** No children yet. */
export const createChildren = (): Children => {
  let parents = new Float64Array(256);
  let ids = new Float64Array(256);
  let ends = new Uint32Array(256);
  let pages = Buffer.alloc(16_384);
  let count = 0;
  let used = 0;
  let order: Uint32Array | undefined;

  const write = (page: string): void => {
    const length = Buffer.byteLength(page);
    while (used + length > pages.length) pages = Buffer.concat([pages, Buffer.alloc(pages.length)]);
    used += pages.write(page, used);
  };

  const sorted = (): Uint32Array => {
    order ??= Uint32Array.from({ length: count }, (_, row) => row).sort(
      (a, b) => (parents[a] ?? 0) - (parents[b] ?? 0) || (ids[a] ?? 0) - (ids[b] ?? 0),
    );
    return order;
  };

  return {
    add: (parent, id, page) => {
      if (count === parents.length) {
        parents = grown(parents, (length) => new Float64Array(length));
        ids = grown(ids, (length) => new Float64Array(length));
        ends = grown(ends, (length) => new Uint32Array(length));
      }
      if (page !== undefined) write(page);
      parents[count] = parent;
      ids[count] = id;
      ends[count] = used;
      count += 1;
      order = undefined;
    },
    of: (parent) => {
      const rows = sorted();
      let from = 0;
      let to = rows.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((parents[rows[middle] ?? 0] ?? 0) < parent) from = middle + 1;
        else to = middle;
      }
      const found: { id: number; page: string | undefined }[] = [];
      for (let row = rows[from]; row !== undefined && parents[row] === parent; from += 1, row = rows[from]) {
        const page = pages.toString('utf8', row === 0 ? 0 : ends[row - 1], ends[row]);
        found.push({ id: ids[row] ?? 0, page: page === '' ? undefined : page });
      }
      return found;
    },
  };
};
