/** The mark: a speech bubble with a P in it, as in the favicon. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="shrink-0">
      <path
        className="fill-accent"
        d="M11 2h10a9 9 0 0 1 9 9v10a9 9 0 0 1-9 9H5a3 3 0 0 1-3-3V11a9 9 0 0 1 9-9z"
      />
      <path
        className="stroke-accent-text"
        d="M12 24V9h5.200a4.900 4.900 0 0 1 0 9.800H12"
        fill="none"
        strokeWidth="3.200"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
