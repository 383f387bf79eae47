/** The Kubernetes version that objects are judged by: fields, kinds and standards of later ones are not known here. */
export const platformVersion = '1.35';
