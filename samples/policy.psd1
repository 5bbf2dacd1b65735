# A policy for images, in the form of PSLayers. It is data: nothing of it is run. Each key is a rule, and what is left out is not tested.
#
#     Test-ImagePolicy app.tar -Policy samples/policy.psd1
@{
    # Containers run as somebody else than root, also by another name of the user 0.
    NoRoot           = $true

    # No secrets in any layer, whether a later one hides them or not.
    NoSecrets        = $true

    # No other ports are exposed. A port without a protocol is one of tcp.
    AllowedPorts     = '8080', '8443/tcp'

    # Labels that must be there; a table says what their values are like.
    RequiredLabels   = @{
        'org.opencontainers.image.title'    = '*'
        'org.opencontainers.image.version'  = '[0-9]*.[0-9]*'
        'org.opencontainers.image.licenses' = '*'
    }

    # Files that may have setuid or setgid bits: paths, and patterns of paths.
    AllowedSetuid    = '/bin/busybox', '/bin/ping', '/bin/su'

    # The lowest layers: those of an archive (its path starts from this file), or a ChainId. DiffIds are computed, on both sides.
    BaseImage        = 'sha256:d0813df7ce5d6d37932c968d12b834ca0caf0413832248ce7b25cbf4ae637b49'

    # Bytes of the files in all layers, and of those that no container sees.
    MaxSize          = 3MB
    MaxWastedSize    = 200KB
    MaxLayers        = 15

    # Packages by name, with wildcards, and by version: < <= = >= >, by the rules of their kind.
    DeniedPackages   = 'telnet*', 'busybox* < 1:1.30'
    RequiredPackages = 'busybox*'
}
