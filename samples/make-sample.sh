#!/usr/bin/env bash
# Makes the sample image and saves it in two forms: pyapp.docker.tar and pyapp.oci.tar, beside this script or in the folder given.
#
#   make-sample.sh [FOLDER]
#
# It is a real image, made by real tools: buildah runs every step of the Containerfile below in Debian's static busybox, and skopeo
# saves the result. Only Python itself is a stand-in, a shell script: the steps, the paths and the waste are those of a Python
# application, in two megabytes. The container works; it serves /app/static on port 8080.
#
# Needs root, and: apt-get install -y --no-install-recommends buildah skopeo busybox-static
# The same versions of these give the same layers, byte for byte: times, owners and order are fixed. The config is not the same, for
# buildah writes the random id of its working container into it, so the ImageId differs from run to run. The system's own container
# storage and policy are left alone; everything lives in a temporary folder.
set -euo pipefail
umask 022
out=$(mkdir -p "${1:-$(dirname "$0")}" && cd "${1:-$(dirname "$0")}" && pwd)
epoch=1741944413   # 2025-03-14 09:26:53 UTC
tag=localhost/pyapp:1.0
work=$(mktemp -d)
cleanup() {
  local graph
  for graph in "$work"/storage/graph "$work"/storage/graph/overlay; do umount "$graph" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

mkdir "$work/storage"
export CONTAINERS_STORAGE_CONF=$work/storage/storage.conf BUILDAH_ISOLATION=chroot TZ=UTC LC_ALL=C
printf '[storage]\ndriver = "overlay"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$work/storage" "$work/storage" > "$CONTAINERS_STORAGE_CONF"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$work/policy.json"
copy() { skopeo --policy "$work/policy.json" copy -q "$@"; }
archive() { tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -C "$1" -cf "$2" "${@:3}"; }

# The base system: one busybox and its names. su and ping need its setuid bit, so they are hard links to it.
base=$work/base
mkdir -p "$base"/{app,bin,dev,etc,proc,root,sys,tmp,usr/bin,usr/share/doc/busybox-static,var/cache,var/lib/dpkg,var/log}
chmod 1777 "$base/tmp"; chmod 700 "$base/root"
install -m 4755 /bin/busybox "$base/bin/busybox"
ln "$base/bin/busybox" "$base/bin/su"; ln "$base/bin/busybox" "$base/bin/ping"
for applet in cat chmod chown cp echo false grep httpd id ls mkdir mv rm sed sh sleep touch true wget; do ln -s busybox "$base/bin/$applet"; done
for applet in awk du env find head sort tail wc xargs; do ln -s ../../bin/busybox "$base/usr/bin/$applet"; done
cp /usr/share/doc/busybox-static/copyright "$base/usr/share/doc/busybox-static/copyright"
dpkg-query -s busybox-static > "$base/var/lib/dpkg/status"
cat > "$base/etc/os-release" <<'T'
PRETTY_NAME="PSLayers sample base 12 (busybox)"
NAME="PSLayers sample base"
ID=pslayers-sample
ID_LIKE=debian
VERSION_ID="12"
T
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\npyapp:x:1000:1000::/app:/bin/sh\n' > "$base/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\npyapp:x:1000:\n' > "$base/etc/group"
printf 'root:*:19000:0:99999:7:::\nnobody:*:19000:0:99999:7:::\npyapp:!:19000:0:99999:7:::\n' > "$base/etc/shadow"; chmod 640 "$base/etc/shadow"
printf '127.0.0.1\tlocalhost\n' > "$base/etc/hosts"
context=$work/context
mkdir "$context"
archive "$base" "$context/base.tar" app bin dev etc proc root sys tmp usr var

# The runtime: python3 is a shell script that knows `--version`, `-m pip install -r FILE --find-links FOLDER` and `-m MODULE`.
runtime=$context/python
mkdir -p "$runtime/usr/bin" "$runtime/usr/lib/python3.11/site-packages/pip"
cat > "$runtime/usr/bin/python3.11" <<'T'
#!/bin/sh
# A stand-in for Python in a sample image: it installs folders as packages and starts a module's __main__.sh.
site=/usr/lib/python3.11/site-packages
case "$1 $2" in
  '--version '*) echo 'Python 3.11 (a stand-in)' ;;
  '-m pip')
    while read -r requirement; do
      name=${requirement%%==*}; version=${requirement##*==}
      cp -r "$7/$name" "$site/$name"
      mkdir -p "$site/$name-$version.dist-info" "/var/cache/pip/wheels/$name"
      printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$name" "$version" > "$site/$name-$version.dist-info/METADATA"
      echo pip > "$site/$name-$version.dist-info/INSTALLER"
      find "$7/$name" -type f | sort | xargs cat > "/var/cache/pip/wheels/$name/$name-$version.whl"
    done < "$5" ;;
  '-m '*) exec /bin/sh "/app/$2/__main__.sh" ;;
  *) echo "python3: only a stand-in, see /usr/bin/python3.11" >&2; exit 2 ;;
esac
T
chmod 755 "$runtime/usr/bin/python3.11"; ln -s python3.11 "$runtime/usr/bin/python3"
echo '__version__ = "23.0.1"' > "$runtime/usr/lib/python3.11/site-packages/pip/__init__.py"
for module in abc json os re site types; do printf '"""The %s module of a stand-in runtime."""\n' "$module" > "$runtime/usr/lib/python3.11/$module.py"; done

# The dependencies, under names that no package index knows, and the application.
printf 'tinyweb==0.4.1\ngreeter==1.2.0\n' > "$context/requirements.txt"
for package in tinyweb greeter; do
  mkdir -p "$context/wheels/$package/data"
  printf '"""%s, a package of the sample."""\n' "$package" > "$context/wheels/$package/__init__.py"
  for part in core errors routes views; do printf 'NAME = "%s.%s"\n' "$package" "$part" > "$context/wheels/$package/$part.py"; done
  seq -f "$package %.0f" 1 2500 > "$context/wheels/$package/data/words.txt"
done
mkdir -p "$context/app/pyapp" "$context/app/static/img" "$context/app/templates"
printf '"""A greeting over HTTP."""\n__version__ = "1.0.0"\n' > "$context/app/pyapp/__init__.py"
printf 'from tinyweb import App\nfrom greeter import greet\n\napp = App(__name__)\n\n\n@app.route("/")\ndef index():\n    return greet("world")\n' > "$context/app/pyapp/main.py"
printf '#!/bin/sh\nexec httpd -f -p 8080 -h /app/static\n' > "$context/app/pyapp/__main__.sh"
printf '[pyapp]\ndebug = true\nport = 8080\n' > "$context/app/settings.ini"
for i in 1 2 3 4 5; do printf '<p>%s</p>\n' "$i" > "$context/app/templates/page$i.html"; printf 'p%s{}\n' "$i" > "$context/app/static/style$i.css"; done
printf '<svg xmlns="http://www.w3.org/2000/svg"/>\n' > "$context/app/static/img/logo.svg"

cat > "$context/Containerfile" <<'C'
FROM scratch
# 1 base system
ADD base.tar /
ENV PATH=/usr/bin:/bin LANG=C.UTF-8
# 2 Python
COPY python/ /
# 3 requirements
COPY requirements.txt /app/requirements.txt
WORKDIR /app
# 4 dependencies
RUN --mount=type=bind,source=wheels,target=/tmp/wheels python3 -m pip install -r requirements.txt --find-links /tmp/wheels
# 5 source
COPY app /app
# Deliberate waste. A cache removed too late, a file written twice, a change of modes that stores every file again,
# a directory removed and made again, and a secret that only seems to be gone (its key is the one that AWS prints in its manuals).
RUN rm -rf /var/cache/pip
RUN printf '[pyapp]\ndebug = false\nport = 8080\n' > /app/settings.ini
RUN chmod -R g+w /usr/lib/python3.11/site-packages
RUN rm -rf /app/static && mkdir -p /app/static/css && echo 'p{}' > /app/static/css/all.css && echo '<p>hello</p>' > /app/static/index.html
RUN mkdir -p /root/.aws && printf '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n' > /root/.aws/credentials
RUN rm -rf /root/.aws
LABEL org.opencontainers.image.title="pyapp" \
      org.opencontainers.image.description="The sample image of PSLayers" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.vendor="The PSLayers authors" \
      org.opencontainers.image.source="https://example.org/pyapp" \
      org.opencontainers.image.licenses="MIT AND GPL-2.0-only"
ENV APP_HOME=/app PYTHONDONTWRITEBYTECODE=1
EXPOSE 8080/tcp
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD wget -q -O /dev/null http://localhost:8080/ || exit 1
USER 1000:1000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python3", "-m"]
CMD ["pyapp"]
C

buildah build -q --signature-policy "$work/policy.json" --layers --format docker --timestamp "$epoch" --identity-label=false -t "$tag" "$context" > /dev/null

# skopeo stamps the outer archive of the OCI form with the time of day, so tar writes that one from the layout that skopeo makes.
rm -f "$out/pyapp.docker.tar" "$out/pyapp.oci.tar"
copy "containers-storage:$tag" "docker-archive:$out/pyapp.docker.tar:$tag"
copy --dest-compress-format gzip --dest-compress-level 9 "containers-storage:$tag" "oci:$work/layout:$tag"
archive "$work/layout" "$out/pyapp.oci.tar" oci-layout index.json blobs
chmod 644 "$out"/pyapp.*.tar
ls -l "$out"/pyapp.*.tar; (cd "$out" && sha256sum pyapp.*.tar)
