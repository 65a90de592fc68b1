import { assertNever } from '../../shared/assert-never.ts';
import type { Plate } from '../../shared/words.ts';

/** The state's shape, so that nothing hangs on colour alone. */
export function Shape({ plate }: { plate: Plate }) {
  return (
    <svg className="shape" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <ShapeLines plate={plate} />
    </svg>
  );
}

const octagon = '16,4 32,4 44,16 44,32 32,44 16,44 4,32 4,16';
const bitten = '16,4 26,4 28,14 36,18 44,16 44,32 32,44 16,44 4,32 4,16';

function ShapeLines({ plate }: { plate: Plate }) {
  switch (plate) {
    case 'ARMED':
      return (
        <>
          <circle cx="24" cy="24" r="18" className="stroke" />
          <circle cx="24" cy="24" r="6" className="fill" />
        </>
      );
    case 'CHECK IN':
      return <path d="M24 6 A18 18 0 1 1 6 24" className="stroke" />;
    case 'PAUSED':
      return (
        <>
          <rect x="10" y="6" width="10" height="36" className="fill" />
          <rect x="28" y="6" width="10" height="36" className="fill" />
        </>
      );
    case 'KILLING':
      return (
        <g className="turning">
          <circle cx="24" cy="24" r="20" className="fill" />
          <path d="M24 4 V44 M4 24 H44" className="cut" />
        </g>
      );
    case 'KILLED · FLAT':
      return <polygon points={octagon} className="fill" />;
    case 'KILLED · NOT FLAT':
      return <polygon points={bitten} className="fill" />;
    case 'NO ENGINE':
      return <circle cx="24" cy="24" r="18" className="stroke dashed" />;
    default:
      return assertNever(plate);
  }
}
