import type { Contract } from './adapters.ts';
import { searchFilters } from './searchFilters.ts';
import { searchOrder } from './searchOrder.ts';
import type { MakeSearch } from './searchSupport.ts';
import { searchText } from './searchText.ts';
import { searchWrites } from './searchWrites.ts';

/** The sentences of the search port. */
export function searchContract(contract: Contract<MakeSearch>): void {
  searchText(contract);
  searchFilters(contract);
  searchOrder(contract);
  searchWrites(contract);
}
