import { expect } from 'chai';
import { parse } from 'yaml';
import { configReference, environmentName, sampleConfig, type ConfigSchema } from './config-docs.ts';

const SCHEMA: ConfigSchema = {
  required: ['kitchen'],
  properties: {
    kitchen: {
      description: 'Where lunch is made.',
      required: ['cook'],
      properties: {
        cook: { type: 'string', description: 'Who cooks.', examples: ['Ms Spoon'] },
        pots: { type: 'integer', minimum: 1, maximum: 9, default: 3, description: 'How many pots.' },
        key: { type: 'string', description: 'Opens the door.', writeOnly: true },
        oven: {
          description: 'Hot meals.',
          required: ['watts'],
          properties: {
            watts: { type: 'integer', minimum: 1, maximum: 9000, description: 'Power.', examples: ['2000'] },
            fan: { type: 'boolean', default: true, description: 'With a fan.' },
          },
        },
      },
    },
  },
};

describe('The sample configuration', () => {
  const sample = sampleConfig(SCHEMA);

  it('holds what is required, with its example', () => {
    expect(parse(sample)).to.deep.equal({ kitchen: { cook: 'Ms Spoon' } });
  });

  it('shows what is optional as a comment, with its default', () => {
    expect(sample.split('\n')).to.include.members(['  # How many pots.', '  # pots: 3', '  # key:']);
  });

  it('comments out a section inside a section, ready to be taken in', () => {
    const lines = sample.split('\n').slice(-6, -1);
    expect(lines).to.deep.equal([
      '  # oven:',
      '  #   # Power.',
      '  #   watts: 2000',
      '  #   # With a fan.',
      '  #   # fan: true',
    ]);
    const uncommented = sample.replace(/^ {2}# (oven| {2}watts)/gm, '  $1');
    expect(parse(uncommented)).to.have.nested.property('kitchen.oven.watts', 2000);
  });
});

describe('The reference of the configuration', () => {
  it('has a row for each setting', () => {
    expect(configReference(SCHEMA).split('\n')).to.include.members([
      '| `cook` | Who cooks. E.g. `Ms Spoon`. | text | **required** | `PARTA_KITCHEN__COOK` |',
      '| `pots` | How many pots. | whole number, 1 to 9 | `3` | `PARTA_KITCHEN__POTS` |',
      '| `key` | Opens the door. | text, secret | none | `PARTA_KITCHEN__KEY` |',
      '### `kitchen.oven`',
      '| `watts` | Power. E.g. `2000`. | whole number, 1 to 9000 | **required** | `PARTA_KITCHEN__OVEN__WATTS` |',
      '| `fan` | With a fan. | true or false | `true` | `PARTA_KITCHEN__OVEN__FAN` |',
    ]);
  });

  it('names environment variables by section and key', () => {
    expect(environmentName('web', 'public_url')).to.equal('PARTA_WEB__PUBLIC_URL');
  });
});
