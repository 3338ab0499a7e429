/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextPageToken: string;
}

/** Every list gives so many at once. */
const PAGE_SIZE = 100;

/** All items of a paged list. */
export async function allPages<T>(
  fetchPage: (request: { pageSize: number; pageToken: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let pageToken = '';
  do {
    const page = await fetchPage({ pageSize: PAGE_SIZE, pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return items;
}
