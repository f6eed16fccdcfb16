#!/usr/bin/env bash
# Writes the digests of the api and worker images to GITHUB_OUTPUT. PUSH=true builds and pushes new images; otherwise
# the digests are those of the running tasks.
set -euo pipefail
registry="$ACCOUNT_ID.dkr.ecr.$AWS_REGION.amazonaws.com"
if [ "$PUSH" = true ]; then
  aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
fi
for image in api worker; do
  repository="pos-$STAGE-$image"
  if [ "$PUSH" = true ]; then
    package=worker
    [ "$image" = api ] && package=functions
    docker buildx build --platform linux/arm64 --provenance=true --sbom=true --push \
      --tag "$registry/$repository:$GITHUB_SHA-$GITHUB_RUN_ATTEMPT" \
      --metadata-file "$image.json" --file "packages/$package/docker/$image.Dockerfile" .
    digest=$(node -p "require('./$image.json')['containerimage.digest']")
  else
    running=$(aws ecs describe-task-definition --task-definition "$repository" --query 'taskDefinition.containerDefinitions[0].image' --output text)
    digest=${running##*@}
  fi
  echo "$image=$digest" >> "$GITHUB_OUTPUT"
done
