import type { PagePlace } from '../pages/page.ts';
import { pages } from '../pages/pages.ts';
import { writeAddress } from '../view/address.ts';

/** Plain links, so that they work as links do: by keyboard, with a middle click, with the way back. */
export function Navigation({ current }: { current: PagePlace }) {
  return (
    <nav className="navigation" aria-label="Pages">
      <ul>
        {pages.map(({ place, title }) => (
          <li key={place}>
            <a href={writeAddress(place)} aria-current={place === current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
