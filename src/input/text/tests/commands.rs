//! Commands and lines of configuration, and what stands around an image in them.

use super::*;

// Docker's grammar: without a slash the whole is a name on Docker Hub.
#[test]
fn a_name_with_a_dot_is_a_repository_wherever_an_image_is_meant() {
    for (text, meant) in [
        (
            "docker pull rocket.chat",
            "image=docker.io/library/rocket.chat",
        ),
        ("FROM rocket.chat:6", "image=rocket.chat:6"),
        ("FROM rocket.chat AS chat", "image=rocket.chat"),
        ("image: ubuntu-12.04-base", "image=ubuntu-12.04-base"),
        ("image: 'rocket.chat:6' # pinned", "image=rocket.chat:6"),
        ("podman run -d rocket.chat", "image=rocket.chat"),
        ("nerdctl pull rocket.chat:6", "image=rocket.chat:6"),
        ("crane digest rocket.chat:6.5", "image=rocket.chat:6.5"),
        ("crane ls rocket.chat", "repo=rocket.chat"),
        (
            "skopeo copy docker://rocket.chat dir:x",
            "image=rocket.chat",
        ),
        ("docker://rocket.chat:6", "image=rocket.chat:6"),
        ("docker pull localhost:5000", "image=localhost:5000"),
        ("docker pull localhost:5000/x", "image=localhost:5000/x"),
        ("docker pull r.example/x", "image=r.example/x"),
        // Alone, and where a registry is meant, it is one.
        ("rocket.chat", "registry=rocket.chat"),
        ("crane catalog r.example", "registry=r.example"),
        ("regctl repo ls r.example:5000", "registry=r.example:5000"),
        ("oci://r.example", "registry=r.example"),
    ] {
        let meant = meant.replace("docker.io/library/", "");
        let input: Input = parse(text).unwrap().input.unwrap();
        let expected: Input = match meant.split_once('=').unwrap() {
            ("image", name) => Input::Image(name.parse().unwrap()),
            ("repo", name) => Input::Repository(name.parse().unwrap()),
            (_, name) => Input::Registry(name.parse().unwrap()),
        };
        assert_eq!(input, expected, "{text}");
    }
}

#[test]
fn a_search_is_one_in_docker_hub() {
    for (text, meant) in [
        ("docker search nginx", "registry=docker.io&search=nginx"),
        (
            "$ docker search --filter is-official=true --limit=5 --no-trunc 'web server'",
            "registry=docker.io&search=web%20server",
        ),
    ] {
        assert_eq!(parse(text).unwrap().to_string(), meant, "{text}");
    }
    assert!(matches!(
        parse("docker search --limit 5"),
        Err(InputError::Command { .. })
    ));
}

#[test]
fn charts_have_their_version_as_a_tag() {
    for (text, meant) in [
        (
            "helm pull oci://r.example/charts/x --version 1.2.3+build.5",
            "image=r.example/charts/x:1.2.3_build.5",
        ),
        (
            "helm upgrade --install -n ns web oci://r.example/charts/x --version=1.2.3 -f values.yaml --wait",
            "image=r.example/charts/x:1.2.3",
        ),
        (
            "helm install web --create-namespace oci://r.example/x:v1.0.0+1",
            "image=r.example/x:v1.0.0_1",
        ),
        ("oci://r.example/chart:1.0+x", "image=r.example/chart:1.0_x"),
        ("helm show values oci://r.example/x", "repo=r.example/x"),
        (
            "helm template a oci://r.example/x --version '^1.2'",
            "repo=r.example/x",
        ),
        (
            "  repository: oci://r.example/charts # a comment",
            "image=r.example/charts",
        ),
    ] {
        check(text, meant);
    }
    check_error(
        "helm install web stable/nginx",
        "expected an image in the `helm` command, but found none",
    );
    check_error(
        "oci://r.example/a+b/chart:1",
        "expected lower-case letters and digits, joined by `.`, `_`, `__` or dashes, but found `a+b`",
    );
}

#[test]
fn what_stands_before_and_around_a_command_is_passed_over() {
    for (text, meant) in [
        ("# docker pull alpine", "image=alpine"),
        ("me@host:~$ docker pull alpine", "image=alpine"),
        ("[root@host ~]# podman pull alpine", "image=alpine"),
        ("PS C:\\> docker.exe pull alpine", "image=alpine"),
        ("!docker pull alpine", "image=alpine"),
        ("% sudo -E docker pull alpine", "image=alpine"),
        ("sudo -u root nerdctl -n k8s.io pull alpine", "image=alpine"),
        ("DOCKER_BUILDKIT=1 docker pull alpine", "image=alpine"),
        (
            "sudo env A=b docker --context c pull alpine",
            "image=alpine",
        ),
        (
            "cd /tmp && docker pull -q alpine; echo done",
            "image=alpine",
        ),
        (
            "docker login -u me r.example && docker pull r.example/x",
            "image=r.example/x",
        ),
        ("crane manifest alpine|jq .", "image=alpine"),
        ("k3s crictl pull alpine", "image=alpine"),
        (
            "docker run -d \\  \n  --name x \\\r\n  alpine",
            "image=alpine",
        ),
        ("docker run `\n  --name x `\n  alpine", "image=alpine"),
        ("docker login r.example\ndocker pull alpine", "image=alpine"),
        ("FROM scratch AS empty\nFROM alpine", "image=alpine"),
    ] {
        check(text, meant);
    }
}

#[test]
fn options_and_their_values_are_no_images() {
    for (text, meant) in [
        ("docker pull -a alpine", "image=alpine"),
        ("docker rmi -f alpine", "image=alpine"),
        ("docker run -itp 80:80 alpine", "image=alpine"),
        (
            "docker run -p80:80 --gpus all alpine nvidia-smi -L",
            "image=alpine",
        ),
        ("docker run alpine --platform x", "image=alpine"),
        (
            "docker run --entrypoint=sh -w /x --pull always alpine",
            "image=alpine",
        ),
        ("docker inspect -f '{{.Id}}' alpine", "image=alpine"),
        (
            "docker pull --platform arm64 alpine",
            "image=alpine&platform=arm64",
        ),
        (
            "nerdctl pull --platform=amd64,arm64 alpine",
            "image=alpine&platform=amd64",
        ),
        ("crane pull --platform all alpine x.tar", "image=alpine"),
        (
            "podman pull --arch arm64 --variant v8 alpine",
            "image=alpine&platform=linux/arm64/v8",
        ),
        (
            "skopeo --override-os linux --override-arch s390x copy docker://alpine oci:x",
            "image=alpine&platform=linux/s390x",
        ),
        (
            "skopeo copy oci:dir:1 docker://r.example/x:1",
            "image=r.example/x:1",
        ),
        ("skopeo list-tags docker://alpine", "repo=alpine"),
        ("podman pull docker-daemon:alpine:3 alpine", "image=alpine"),
        (
            "oras pull -o out --plain-http localhost:5000/x:1",
            "image=localhost:5000/x:1",
        ),
        ("oras repo tags r.example/x", "repo=r.example/x"),
        (
            "oras cp r.example/x:1 --to-oci-layout dir:1",
            "image=r.example/x:1",
        ),
        ("crane push ./x.tar r.example/x:1", "image=r.example/x:1"),
        ("crane push x.tar r.example/x:1", "image=r.example/x:1"),
        ("apptainer pull x.sif docker://alpine", "image=alpine"),
        (
            "kubectl run web --image=nginx:1.27 --port=80",
            "image=nginx:1.27",
        ),
        ("kubectl create deployment web --image nginx", "image=nginx"),
        ("docker buildx imagetools inspect alpine", "image=alpine"),
        (
            "cosign verify --key k.pub r.example/x:1",
            "image=r.example/x:1",
        ),
        ("trivy image -s HIGH alpine", "image=alpine"),
        ("dive alpine", "image=alpine"),
    ] {
        check(text, meant);
    }
    check(
        &format!("crane blob r.example/x@sha256:{HEX}"),
        &format!("blob=r.example/x@sha256:{HEX}"),
    );
    check(
        &format!("regctl blob get r.example/x sha256:{HEX}"),
        &format!("blob=r.example/x@sha256:{HEX}"),
    );
    for text in [
        "docker build -t web .",
        "docker buildx build --platform linux/amd64 .",
        "docker login r.example",
        "docker compose up -d",
        "docker exec -it web sh",
        "docker cp web:/a b",
        "docker rm web",
        "docker load -i x.tar",
        "skopeo copy dir:a oci:b",
    ] {
        let program = text.split(' ').next().unwrap();
        check_error(
            text,
            &format!("expected an image in the `{program}` command, but found none"),
        );
    }
}

#[test]
fn members_of_configuration_name_an_image_in_many_spellings() {
    for (text, meant) in [
        (
            "image: \"r.example/x:1\"   # comment",
            "image=r.example/x:1",
        ),
        ("- image: alpine:3.20 # comment", "image=alpine:3.20"),
        ("- { name: web, image: nginx:1.27 }", "image=nginx:1.27"),
        ("- {image: 'nginx:1.27', name: web}", "image=nginx:1.27"),
        ("image = \"nginx:1.27\"", "image=nginx:1.27"),
        ("image: nginx:${TAG:-1.27}", "image=nginx:1.27"),
        (
            "image: ${REGISTRY-r.example}/x:${TAG:-1}",
            "image=r.example/x:1",
        ),
        ("uses: docker://alpine:3", "image=alpine:3"),
        (
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: alpine\n",
            "image=alpine",
        ),
        ("image:\n  # image: old\n---\nimage: alpine", "image=alpine"),
    ] {
        check(text, meant);
    }
    check_error(
        "image: nginx:${TAG}",
        "expected the name of an image, but found the variable `nginx:${TAG}`, whose value is not known here",
    );
}
