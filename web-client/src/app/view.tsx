import { lazy, type ComponentType, type FunctionComponent } from 'react';

export type View<Props extends object> = FunctionComponent<Props> & {
  /** Gets the code ahead of time; a failure is left to the drawing. */
  readonly preload: () => Promise<void>;
};

/**
 * A view whose code is loaded when it is first drawn or preloaded. Unlike with `lazy` alone, code that is there already
 * is drawn at once: React holds back what follows a placeholder for 300 ms, even a placeholder nobody saw.
 */
export function view<Props extends object>(load: () => Promise<ComponentType<Props>>): View<Props> {
  let loaded: ComponentType<Props> | null = null;
  const get = async (): Promise<{ default: ComponentType<Props> }> => {
    loaded = await load();
    return { default: loaded };
  };
  const Later = lazy(get) as unknown as ComponentType<Props>;
  const View: FunctionComponent<Props> = (props) => {
    const Now = loaded ?? Later;
    return <Now {...props} />;
  };
  const preload = (): Promise<void> =>
    get().then(
      () => {},
      () => {},
    );
  return Object.assign(View, { preload });
}
