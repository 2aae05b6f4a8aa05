# The files that name other places of the installation. They are made as it is installed: where to, --prefix says only then.
set(bin ${CMAKE_INSTALL_PREFIX}/bin)
set(doc ${CMAKE_INSTALL_PREFIX}/share/doc/judge)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(etc /etc/judge)
else()
  set(etc ${CMAKE_INSTALL_PREFIX}/etc/judge)
endif()

foreach(name server worker)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/judge-${name}.service.in
    $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/judge-${name}.service @ONLY)
  # What an operator has configured stays as it is.
  if(NOT EXISTS $ENV{DESTDIR}${etc}/${name}.toml)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/${name}.toml.in $ENV{DESTDIR}${etc}/${name}.toml @ONLY)
  endif()
endforeach()
