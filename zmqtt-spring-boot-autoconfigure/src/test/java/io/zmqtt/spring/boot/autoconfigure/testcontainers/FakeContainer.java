/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container that needs no Docker.
 */
class FakeContainer extends GenericContainer<FakeContainer> {

	static final String HOST = "broker.test";

	private final String image;

	private boolean started;

	FakeContainer(String image, Integer... exposedPorts) {
		super(DockerImageName.parse(image));
		this.image = image;
		withExposedPorts(exposedPorts);
	}

	static int mapped(int port) {
		return port + 30_000;
	}

	@Override
	public void start() {
		this.started = true;
	}

	@Override
	public void stop() {
		this.started = false;
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	@Override
	public String getHost() {
		return HOST;
	}

	@Override
	public Integer getMappedPort(int port) {
		if (!this.started) {
			throw new IllegalStateException("not started");
		}
		return mapped(port);
	}

	@Override
	public String getDockerImageName() {
		return this.image;
	}

}
