import { useDeskTexts } from '../desk/texts.ts';
import type { CellPlace, Role } from './policy-model.ts';

/** Says a cell of the matrix: "pupil – teacher, of the same school, somebody under age". */
export function useCellWords(): (
  cell: { readonly roles: readonly Role[] } & Omit<CellPlace, 'roles'>,
) => string {
  const { d, translator } = useDeskTexts();
  return ({ roles, relation, age }) => {
    const who = roles.map((role) =>
      role === 'stranger' ? d('policy.stranger') : translator.t(`role.${role}` as 'role.pupil'),
    );
    return [
      who.join(' – '),
      d(`relation.${relation}`),
      d(`age.${age}`).toLocaleLowerCase(translator.locale),
    ].join(', ');
  };
}
