/** class-transformer publishes no types for its storage, which class-validator-jsonschema asks for. */
declare module 'class-transformer/cjs/storage.js' {
  export const defaultMetadataStorage: NonNullable<
    NonNullable<
      Parameters<typeof import('class-validator-jsonschema').validationMetadatasToSchemas>[0]
    >['classTransformerMetadataStorage']
  >;
}
