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

package io.zmqtt.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * A message of a test, with what a session notes on it.
 */
public abstract class TestInFlight implements InFlight {

	private int packetId;

	private byte phase;

	private byte marks;

	private @Nullable InFlight next;

	private @Nullable InFlight previous;

	@Override
	public final int packetId() {
		return this.packetId;
	}

	@Override
	public final void packetId(int packetId) {
		this.packetId = packetId;
	}

	@Override
	public final byte phase() {
		return this.phase;
	}

	@Override
	public final void phase(byte phase) {
		this.phase = phase;
	}

	@Override
	public final byte marks() {
		return this.marks;
	}

	@Override
	public final void marks(byte marks) {
		this.marks = marks;
	}

	@Override
	public final @Nullable InFlight next() {
		return this.next;
	}

	@Override
	public final void next(@Nullable InFlight next) {
		this.next = next;
	}

	@Override
	public final @Nullable InFlight previous() {
		return this.previous;
	}

	@Override
	public final void previous(@Nullable InFlight previous) {
		this.previous = previous;
	}

}
