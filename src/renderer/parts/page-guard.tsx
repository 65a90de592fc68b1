import { Component, type ReactNode } from 'react';

interface PageGuardProps {
  children: ReactNode;
}

/** Keeps a fault in one page to that page: without this React takes everything away, the state and the kill too. */
export class PageGuard extends Component<PageGuardProps, { fault: string | null }> {
  override state: { fault: string | null } = { fault: null };

  static getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <section className="panel note" role="alert" aria-label="Fault">
        <p className="sentence">
          This page has a fault and can’t be shown. The state above and the kill below still work.
        </p>
        <p className="quiet">{fault}</p>
        <button type="button" onClick={() => this.setState({ fault: null })}>
          Show it again
        </button>
      </section>
    );
  }
}
