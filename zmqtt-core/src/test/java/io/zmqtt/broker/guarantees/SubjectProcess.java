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

package io.zmqtt.broker.guarantees;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The program of a JVM with subjects in it. It reads their settings, writes what happens
 * to them, and ends when it is killed or its input ends.
 */
final class SubjectProcess {

	private SubjectProcess() {
	}

	public static void main(String[] arguments) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			Subject.Settings settings = Subject.Settings.parse(line);
			Thread thread = new Thread(() -> run(settings), settings.id());
			thread.setDaemon(true);
			thread.start();
		}
	}

	private static void run(Subject.Settings settings) {
		Subject subject = new Subject(settings, SubjectProcess::note);
		subject.start();
		if (settings.publishes()) {
			subject.publish();
		}
		if (settings.waitsFor().equals(Subject.BLOCKER)) {
			subject.awaitBuffered();
		}
	}

	private static void note(String id, String what) {
		System.out.println(id + ";" + what);
	}

}
